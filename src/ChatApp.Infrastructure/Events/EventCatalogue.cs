namespace ChatApp.Infrastructure.Events;

internal sealed class EventCatalogue : IEventCatalogue
{
    public IReadOnlyList<EventDescription> Kinds { get; } =
        [.. EventKinds.All.Select(kind => new EventDescription(kind.WireName, kind.Summary, kind.Members))];
}
