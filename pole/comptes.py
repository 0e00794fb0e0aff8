"""How one gets in: by invitation, with an address and a password or a code (decisions.md 18)."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth as this project uses it: nobody signs up alone."""

    def is_open_for_signup(self, request) -> bool:
        return False
