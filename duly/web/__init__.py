"""The pages: the desk for staff, the portal for officers, and what the public sees."""
