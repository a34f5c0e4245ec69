"""Pages and routes of our own; ``__all__`` is what the plugin registers."""

from ckanext.gxdata.views.access import blueprint

__all__ = ["blueprint"]
