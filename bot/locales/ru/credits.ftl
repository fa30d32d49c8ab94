credits-title = 📷 Фото:
credits-source = источник
