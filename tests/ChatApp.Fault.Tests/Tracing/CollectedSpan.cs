using System.Globalization;
using System.Text;

namespace ChatApp.Fault.Tests.Tracing;

/// <summary>A span as a collector gets it (opentelemetry/proto/trace/v1/trace.proto).</summary>
/// <param name="Instance">The process that sent it: its <c>service.instance.id</c>.</param>
/// <param name="Links">The ids of the spans with which it is linked.</param>
internal sealed record CollectedSpan(
    string Instance, string Source, string TraceId, string Id, string ParentId, string Name, SpanKind Kind, ulong Start,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links)
{
    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<CollectedSpan> In(byte[] request) =>
        from ofResource in new ProtobufFields(request).All(1)
        let resource = new ProtobufFields(ofResource).All(1).Single()
        let instance = AttributesIn(resource, 1)["service.instance.id"]
        from ofScope in new ProtobufFields(ofResource).All(2)
        let scope = Text(new ProtobufFields(new ProtobufFields(ofScope).All(1).Single()).All(1).Single())
        from span in new ProtobufFields(ofScope).All(2)
        select Of(instance, scope, span);

    private static CollectedSpan Of(string instance, string source, ReadOnlyMemory<byte> span)
    {
        var fields = new ProtobufFields(span);
        return new CollectedSpan(
            instance,
            source,
            Id(fields, 1),
            Id(fields, 2),
            Id(fields, 4),
            Text(fields.All(5).Single()),
            (SpanKind)fields.Single(field => field.Number == 6).Value,
            fields.Single(field => field.Number == 7).Value,
            AttributesIn(span, 9),
            [.. fields.All(13).Select(link => Id(new ProtobufFields(link), 2))]);

        static string Id(ProtobufFields fields, int number) =>
            Convert.ToHexStringLower(fields.All(number).SingleOrDefault().Span);
    }

    private static Dictionary<string, string> AttributesIn(ReadOnlyMemory<byte> message, int number) =>
        new ProtobufFields(message).All(number).Select(pair => new ProtobufFields(pair)).ToDictionary(
            pair => Text(pair.All(1).Single()),
            pair => new ProtobufFields(pair.All(2).Single()).Select(value =>
                value.Number == 1 ? Text(value.Bytes) : value.Value.ToString(CultureInfo.InvariantCulture)).Single());

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}

internal enum SpanKind
{
    Unspecified,

    Internal,

    Server,

    Client,

    Producer,

    Consumer,
}
