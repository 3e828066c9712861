using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChatApp.LoadTest.Measuring;

/// <summary>
/// The result of one command, for a person as a table and for a program as one line of JSON, from the same values.
/// </summary>
internal sealed class Report
{
    private const int NameWidth = 34;

    private readonly List<(string Name, object Value)> _values = [];

    public Report(string command, string? label)
    {
        Add("command", command);
        if (label is not null)
        {
            Add("label", label);
        }

        Add("at", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("cores", Environment.ProcessorCount);
    }

    public void Add(string name, string value) => _values.Add((name, value));

    public void Add(string name, bool value) => _values.Add((name, value));

    public void Add(string name, long value) => _values.Add((name, value));

    public void Add(string name, double value, int digits = 1) => _values.Add((name, Math.Round(value, digits)));

    public void Add(string name, Latency latency)
    {
        Add($"{name}_p50_ms", latency.Milliseconds(50), 3);
        Add($"{name}_p90_ms", latency.Milliseconds(90), 3);
        Add($"{name}_p99_ms", latency.Milliseconds(99), 3);
        Add($"{name}_p999_ms", latency.Milliseconds(99.9), 3);
        Add($"{name}_max_ms", latency.Milliseconds(100), 3);
    }

    public void Print()
    {
        var table = new StringBuilder();
        foreach (var (name, value) in _values)
        {
            table.Append("  ").Append(name.Replace('_', ' ').PadRight(NameWidth)).AppendLine(Readable(value));
        }

        Console.WriteLine(table);
        Console.WriteLine(Json());
    }

    private static string Readable(object value) => value switch
    {
        long number => number.ToString("#,0", CultureInfo.InvariantCulture),
        double number => number.ToString("#,0.###", CultureInfo.InvariantCulture),
        bool yes => yes ? "yes" : "NO",
        _ => (string)value,
    };

    private string Json()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _values)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, value.GetType());
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
