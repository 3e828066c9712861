using System.Net;

namespace ChatApp.LoadTest.CommandLine;

internal sealed record ServerAddress(Uri Url, IPEndPoint EndPoint);
