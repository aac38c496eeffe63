"""What stands beside a form: 测算得分 of each indicator by plain formulas, and what they reckon from."""
