"""The council's own sign-on by OpenID Connect: asking the provider, and reading its tokens."""
