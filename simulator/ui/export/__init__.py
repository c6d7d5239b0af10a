"""What is shown, as files: pictures, drawings, numbers."""
