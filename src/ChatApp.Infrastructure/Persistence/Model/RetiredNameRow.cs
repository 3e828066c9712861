namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The name of a closed account, which nobody can register again. Only a digest is kept, and not whose name it was
/// (docs/decisions/0027-closing-an-account.md).
/// </summary>
internal sealed class RetiredNameRow
{
    public required byte[] Digest { get; init; }

    public static byte[] DigestOf(string usernameKey) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"retired username {usernameKey}"));
}
