"""One lookup for « among these ids », because the planner needs help.

With `pk IN (subquery)` PostgreSQL may walk an index over every case to find thirty of them. Building the
ids first, `pk = ANY(ARRAY(subquery))`, keeps the same cost at any volume. SQLite does well with `IN`.
Usage: `Q(pk__any_of=queryset.values("case"))`.
"""

from django.db.models import UUIDField
from django.db.models.lookups import In


@UUIDField.register_lookup
class AnyOf(In):
    """`IN` a subquery, written so that its ids are built first."""

    lookup_name = "any_of"

    def get_rhs_op(self, connection, rhs):
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else f"IN {rhs}"
