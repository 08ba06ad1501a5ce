"""The Chalice application: middleware and blueprints. No logic."""

from chalice.app import Chalice

from chalicelib.handlers import logs, middleware, public
from chalicelib.handlers.organisation import (
    about,
    anything_else,
    criteria,
    not_applicable,
    plan,
    standards,
    start,
    tasks,
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
)

app = Chalice(app_name=logs.NAME, configure_logs=False)
for around in (middleware.logged, middleware.secured, middleware.presented):
    app.register_middleware(around, "http")
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)
