"""The Chalice application: middleware and blueprints. No logic."""

from chalice.app import Chalice

from chalicelib.handlers import logs, middleware, public

BLUEPRINTS = (public.bp,)

app = Chalice(app_name=logs.NAME, configure_logs=False)
for around in (middleware.logged, middleware.secured, middleware.presented):
    app.register_middleware(around, "http")
for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)
