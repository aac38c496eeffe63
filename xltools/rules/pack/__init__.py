"""The scoring rules of a place as data: each expression written once, said as formula, number and words."""
