"""`cloister bench`: what new and known tenants wait for at any endpoint of the AWS Lambda API, ours or another's."""
