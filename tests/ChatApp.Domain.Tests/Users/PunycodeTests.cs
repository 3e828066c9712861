using System.Globalization;
using System.Text;
using ChatApp.Domain.Users;

namespace ChatApp.Domain.Tests.Users;

internal sealed class PunycodeTests
{
    // RFC 3492, section 7.1.
    [TestCase("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn")]
    [TestCase("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye")]
    [TestCase("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a")]
    [TestCase("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b")]
    [TestCase("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l")]
    [TestCase("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b")]
    [TestCase("-> $1.00 <-", "-> $1.00 <--")]
    public void The_RFC_examples_have_the_expected_lengths(string label, string form) =>
        Assert.That(Punycode.LengthOf(label), Is.EqualTo(form.Length));

    [Test]
    public void The_length_equals_that_of_the_platform_encoder()
    {
        var random = new Random(3492);
        for (var i = 0; i < 2_000; i++)
        {
            // Letters that are neither upper case nor composed: Greek, Cyrillic, Thai, Han, Gothic.
            int[] scripts = ['a', 0x3B1, 0x430, 0xE01, 0x4E00, 0x10330];
            var label = new StringBuilder("б");
            foreach (var _ in Enumerable.Range(0, random.Next(16)))
            {
                label.Append(new Rune(scripts[random.Next(scripts.Length)] + random.Next(16)));
            }

            var ascii = new IdnMapping().GetAscii($"{label}");
            Assert.That(Punycode.LengthOf($"{label}"), Is.EqualTo(ascii.Length - "xn--".Length), $"{label}");
        }
    }
}
