manners-too-fast = 🐢 Not so fast, please: I cannot keep up. Wait a little and send it again.
manners-many-photos = ⏳ Many photos just now, one moment: yours is in the queue.
