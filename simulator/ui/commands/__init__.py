"""What the commands of the window do: one class for each menu, named in the table `simulator.ui.actions`."""
