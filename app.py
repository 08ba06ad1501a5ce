"""The Chalice application: middleware and blueprints. No logic."""

from chalice.app import Chalice

from chalicelib.handlers import logs, middleware, public
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

BLUEPRINTS = (
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
)

app = Chalice(app_name=logs.NAME, configure_logs=False)
for around in (middleware.logged, middleware.secured, middleware.presented):
    app.register_middleware(around, "http")
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)
