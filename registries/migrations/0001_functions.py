"""SQL functions that order and search names the Azerbaijani way on servers without ICU."""

from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

LOWER = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw"
UPPER = "ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZW"
ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVW"
FOLDED = "abccdeefgghxiijkqlmnooprsstuuvyzw"

SORT_KEY = f"""
CREATE FUNCTION dost_sort_key(surname text, given_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(surname || ' ' || given_name, '{LOWER}{UPPER}', '{ORDER}{ORDER}')
$$
"""

SEARCH_KEY = f"""
CREATE FUNCTION dost_search_key(surname text, given_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT translate(surname || ' ' || given_name, '{LOWER}{UPPER}', '{FOLDED}{FOLDED}')
$$
"""


class Migration(migrations.Migration):
    """Comes before the tables, whose generated columns use the functions."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION dost_sort_key"),
        migrations.RunSQL(SEARCH_KEY, "DROP FUNCTION dost_search_key"),
    ]
