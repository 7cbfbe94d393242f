"""What runs inside a sandbox beside the function: AWS's runtime client, with frames in place of HTTP.

It imports nothing of ours but `wire`, keeps to Python 3.10, and never sees another tenant's data.
"""
