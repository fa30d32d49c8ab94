credits-title = 📷 Photo:
credits-source = source
