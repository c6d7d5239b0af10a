"""What assistive technology is told of widgets that paint themselves: roles, values, and their parts as children."""
