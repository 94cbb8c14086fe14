"""One's own account: password, authenticator app, where one is signed in, tokens for programs."""
