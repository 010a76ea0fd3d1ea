"""The portal: an officer lodges a demand, follows it, and fetches the answer."""
