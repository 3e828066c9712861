using System.Text.Json;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Rest;

/// <summary>
/// Users of earlier runs, one JSON object a line, with passwords and tokens: readable by its owner alone.
/// </summary>
internal sealed class UserFile(string? path)
{
    public IReadOnlyList<LoadUser> Read()
    {
        if (path is null || !File.Exists(path))
        {
            return [];
        }

        try
        {
            return [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<LoadUser>(line)!)];
        }
        catch (JsonException e)
        {
            throw new UsageException($"--users: '{path}' is not a file of users: {e.Message}");
        }
    }

    public void Write(IEnumerable<LoadUser> users)
    {
        if (path is null)
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        foreach (var user in users)
        {
            writer.WriteLine(JsonSerializer.Serialize(user));
        }
    }
}
