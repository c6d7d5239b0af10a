"""What the window says and asks where work could be lost: files that others change, disks that refuse, crashes."""
