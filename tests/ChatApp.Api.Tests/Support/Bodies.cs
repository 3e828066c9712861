using System.Text;

namespace ChatApp.Api.Tests;

/// <summary>Request bodies of an exact size: a small message and an unknown member as padding.</summary>
internal static class Bodies
{
    public const int Largest = 64 * 1024;

    public const string Content = "small";

    public static byte[] MessageOfSize(Guid recipientId, int bytes)
    {
        var start = $"{{\"recipient_id\":\"{recipientId}\",\"content\":\"{Content}\",\"padding\":\"";
        return Encoding.UTF8.GetBytes(start + new string('x', bytes - start.Length - 2) + "\"}");
    }
}
