using FsCheck;
using FsCheck.Fluent;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>Changes bytes without knowledge of their meaning.</summary>
internal static class Mutation
{
    private const int MostSteps = 6;
    private const int LongestRange = 64;

    /// <summary>Returns the bytes after one to six changes.</summary>
    public static Gen<byte[]> Mutated(this Gen<byte[]> whole) =>
        from bytes in whole
        from steps in Gen.ArrayOf(Step).Resize(MostSteps)
        from first in Step
        select steps.Prepend(first).Aggregate(bytes, (changed, step) => step(changed));

    private static Gen<Func<byte[], byte[]>> Step => Gen.OneOf(
        from at in Position
        from bit in Gen.Choose(0, 7)
        select (Func<byte[], byte[]>)(bytes => Replace(bytes, at, value => (byte)(value ^ (1 << bit)))),
        from at in Position
        from value in Gen.Choose(0, 255)
        select (Func<byte[], byte[]>)(bytes => Replace(bytes, at, _ => (byte)value)),
        from at in Position
        from inserted in Gen.Elements(Nasty.Bytes)
        select (Func<byte[], byte[]>)(bytes => Splice(bytes, at, 0, inserted)),
        from at in Position
        from length in Gen.Choose(1, LongestRange)
        select (Func<byte[], byte[]>)(bytes => Splice(bytes, at, length, [])),
        from at in Position
        from length in Gen.Choose(1, LongestRange)
        select (Func<byte[], byte[]>)(bytes => Repeat(bytes, at, length)),
        from at in Position select (Func<byte[], byte[]>)(bytes => bytes[..IndexOf(bytes, at)]));

    // In thousandths of the length, so that a step is valid for any length after the steps before it.
    private static Gen<int> Position => Gen.Choose(0, 999);

    private static int IndexOf(byte[] bytes, int position) => bytes.Length * position / 1_000;

    private static byte[] Replace(byte[] bytes, int position, Func<byte, byte> change)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        byte[] changed = [.. bytes];
        var index = IndexOf(bytes, position);
        changed[index] = change(changed[index]);
        return changed;
    }

    private static byte[] Splice(byte[] bytes, int position, int removed, ReadOnlySpan<byte> inserted)
    {
        var index = IndexOf(bytes, position);
        return [.. bytes.AsSpan(0, index), .. inserted, .. bytes.AsSpan(Math.Min(bytes.Length, index + removed))];
    }

    private static byte[] Repeat(byte[] bytes, int position, int length)
    {
        var index = IndexOf(bytes, position);
        return Splice(bytes, position, 0, bytes.AsSpan(index, Math.Min(length, bytes.Length - index)));
    }
}
