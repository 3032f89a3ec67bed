"""The only place that knows Textual: the app, its screens and widgets; stylesheets are in assets/styles."""
