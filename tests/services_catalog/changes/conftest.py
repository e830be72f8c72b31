"""The small catalogue and the people who work on it."""

from tests.factories.studio_fixtures import editor, examiner, other_editor, publisher, small_catalogue, viewer

__all__ = ["editor", "examiner", "other_editor", "publisher", "small_catalogue", "viewer"]
