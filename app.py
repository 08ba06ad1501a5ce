"""The Chalice application: middleware, routes and jobs. No logic."""

from chalice.app import Chalice

from chalicelib.handlers import jobs, logs, middleware
from chalicelib.handlers.routes import ROUTES
from chalicelib.handlers.routing import register

app = Chalice(app_name=logs.NAME, configure_logs=False)
for around in (middleware.logged, middleware.secured, middleware.presented):
    app.register_middleware(around, "http")
register(app, ROUTES)
app.register_blueprint(jobs.bp)
