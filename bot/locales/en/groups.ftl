groups-hello = 👋 Hello! I recognise landmarks, and answer when I am asked.
groups-how =
    📷 <b>/where</b> as a reply to a photo, or as its caption: I will say which place it is.
    🔎 <b>/find</b> Church on Blood: I will find a place by words.
    💬 You can also reply to a message of mine, or mention me.
    ⚙️ /settings for admins: the city, the language, whether to recognise every photo.
groups-blind =
    👀 Mentions and photos without a command do not reach me here. To change that, an admin can make me an admin of the group (no rights needed), or the bot’s owner can switch Privacy mode off: @BotFather → /setprivacy → Disable, then add me again.
groups-blind-photos =
    👀 To recognise every photo I have to see them, and only commands and replies to me reach me here. Make me an admin of the group (no rights needed), or let the bot’s owner switch Privacy mode off: @BotFather → /setprivacy → Disable, then add me again.
groups-where-here = 📷 Send a photo here and I will tell you what place it is.
groups-find-here = 🔎 Write a name or what you are looking for, such as “bridge in Porto”.
command-where = Which place is it (in reply to a photo)
command-find = Find a place by words
