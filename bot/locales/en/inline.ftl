inline-open = Open the bot to identify a photo
inline-nothing = Nothing found. Ask in the chat with the bot
inline-away = Search is unavailable for a moment. Open the chat with the bot
inline-busy = Too many requests. Ask in the chat with the bot
inline-more = More in the bot
inline-metres = { $metres } m
inline-kilometres = { $kilometres } km
