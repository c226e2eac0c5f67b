"""What a desktop expects of a program: one instance, a start that says why it fails, notices that can be clicked."""
