using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Soak;

/// <param name="MayStop">Whether it is stopped and killed during the run.</param>
internal sealed record Node(ServerAddress Address, ChatApi Api, bool MayStop);
