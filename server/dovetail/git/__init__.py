"""The one spawner of git: worktrees, trees and merges as values.

Everything here blocks for as long as git takes and may be called from any thread; code on an event loop calls it
through `asyncio.to_thread`. No function here runs a repository's hooks.
"""
