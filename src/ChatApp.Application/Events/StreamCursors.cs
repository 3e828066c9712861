using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace ChatApp.Application.Events;

/// <summary>
/// Writes and reads the opaque cursors of the wire: base64url of version (1 byte), epoch (4), a mark of the user (4)
/// and the number in the user's stream (8). Cursors are not secret and grant no access. The mark only detects a cursor
/// that belongs to another user.
/// </summary>
public sealed class StreamCursors(IEventLog log)
{
    private const byte Version = 1;
    private const int Length = 17;

    /// <summary>Length of a cursor's text, in bytes.</summary>
    public const int TextLength = 23;

    /// <summary>The events after a cursor are not all kept.</summary>
    public static readonly Error Expired = new(
        ErrorKind.Gone, ErrorCodes.CursorExpired,
        "The events after this cursor are no longer available; load the conversations again.");

    private static readonly Error Invalid =
        new(ErrorKind.Validation, ErrorCodes.InvalidCursor, "This is not a cursor of this user.");

    /// <summary>Creates the cursor of a position, as text.</summary>
    /// <param name="epoch">The epoch before the position was read, since it may change meanwhile.</param>
    public static string Issue(Guid userId, long number, int epoch)
    {
        Span<byte> utf8 = stackalloc byte[TextLength];
        Write(utf8, userId, number, epoch);
        return Encoding.ASCII.GetString(utf8);
    }

    /// <summary>Writes the cursor of a position into <see cref="TextLength"/> bytes.</summary>
    /// <param name="epoch">The epoch before the position was read, since it may change meanwhile.</param>
    public static void Write(Span<byte> utf8, Guid userId, long number, int epoch)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], epoch);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[5..], MarkOf(userId));
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], number);
        Base64Url.EncodeToUtf8(bytes, utf8);
    }

    /// <summary>Reads a cursor and checks it against the bounds of its stream.</summary>
    /// <returns>The number, <c>invalid_cursor</c> or <c>cursor_expired</c>.</returns>
    public Result<long> Resolve(string cursor, Guid userId, StreamBounds bounds)
    {
        var number = Read(cursor, userId);
        return !number.IsSuccess || bounds.CanResumeAfter(number.Value) ? number : Expired;
    }

    /// <summary>
    /// Reads a cursor. Whether the events after it are kept is known only when they are read from the event log.
    /// </summary>
    /// <returns>The number; <c>invalid_cursor</c>, or <c>cursor_expired</c> for one of an earlier epoch.</returns>
    public Result<long> Read(string cursor, Guid userId)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (cursor.Length != TextLength
            || Base64Url.DecodeFromChars(cursor, bytes, out _, out var written) != OperationStatus.Done
            || written != Length
            || bytes[0] != Version
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) != MarkOf(userId))
        {
            return Invalid;
        }

        var number = BinaryPrimitives.ReadInt64BigEndian(bytes[9..]);
        return number < 0 ? Invalid
            : BinaryPrimitives.ReadInt32BigEndian(bytes[1..]) == log.Epoch ? number
            : Expired;
    }

    // The last four bytes of a UUID version 7 are random, so they differ between users.
    private static uint MarkOf(Guid userId)
    {
        Span<byte> bytes = stackalloc byte[16];
        userId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
    }
}
