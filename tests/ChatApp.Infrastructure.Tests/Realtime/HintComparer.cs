using System.Diagnostics.CodeAnalysis;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>Compares what other nodes get: of a signal, its bytes.</summary>
internal sealed class HintComparer : IEqualityComparer<Hint>
{
    public bool Equals(Hint? x, Hint? y) => (x, y) switch
    {
        (SignalSent one, SignalSent other) =>
            one.UserId == other.UserId && one.Json.Span.SequenceEqual(other.Json.Span),
        _ => object.Equals(x, y),
    };

    public int GetHashCode([DisallowNull] Hint obj) => obj.UserId.GetHashCode();
}
