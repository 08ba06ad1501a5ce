"""The Chalice application: middleware and blueprints. No logic."""

from chalice.app import Chalice

from chalicelib.handlers import jobs, logs, middleware, public
from chalicelib.handlers.organisation import (
    about,
    anything_else,
    approve,
    check,
    copies,
    criteria,
    evidence,
    not_applicable,
    people,
    plan,
    standards,
    start,
    submitted,
    tasks,
    uploads,
)
from chalicelib.handlers.staff import (
    contacts,
    cycles,
    entry,
    imports,
    new_cycle,
    organisations,
    reports,
    samples,
    today,
)

BLUEPRINTS = (
    jobs.bp,
    public.bp,
    start.bp,
    tasks.bp,
    about.bp,
    standards.bp,
    criteria.bp,
    not_applicable.bp,
    plan.bp,
    anything_else.bp,
    people.bp,
    check.bp,
    approve.bp,
    submitted.bp,
    copies.bp,
    evidence.bp,
    uploads.bp,
    entry.bp,
    today.bp,
    cycles.bp,
    new_cycle.bp,
    reports.bp,
    samples.bp,
    organisations.bp,
    contacts.bp,
    imports.bp,
)

app = Chalice(app_name=logs.NAME, configure_logs=False)
for around in (middleware.logged, middleware.secured, middleware.presented):
    app.register_middleware(around, "http")
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)
