"""What the partnership's staff see."""
