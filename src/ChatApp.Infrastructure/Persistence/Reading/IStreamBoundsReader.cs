using ChatApp.Application.Events;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the bounds of many streams with one statement. Not for concurrent calls.</summary>
internal interface IStreamBoundsReader
{
    /// <summary>The bounds of those streams that exist.</summary>
    Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadAsync(IReadOnlyList<Guid> userIds);
}
