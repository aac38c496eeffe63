"""What was read, packed and kept between runs and between machines."""
