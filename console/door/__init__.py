"""What stands before every route, and answers for it: limits, origins, headers, refusals."""
