"""The Slack bot: events kept before they are acknowledged, answered once, in the thread."""
