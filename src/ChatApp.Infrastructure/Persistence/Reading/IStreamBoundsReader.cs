using ChatApp.Application.Events;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads the bounds of many streams with one statement. For one call at a time.</summary>
internal interface IStreamBoundsReader
{
    /// <summary>The bounds of those streams that there are.</summary>
    Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadAsync(IReadOnlyList<Guid> userIds);
}
