"""What somebody is entitled to, found out without signing in: no request, no page, nothing kept."""
