using System.Globalization;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>The rule for the text of a message (contract, section 3).</summary>
internal static class MessageTextRule
{
    /// <summary>The text must be present, well formed, not too long, and more than white space.</summary>
    public static void IsMessageText<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Cascade(CascadeMode.Stop).IsRequired()
            .Must(content => content!.Length <= MessageContent.MaxLength)
            .WithMessage(string.Create(
                CultureInfo.InvariantCulture, $"A message has at most {MessageContent.MaxLength:N0} characters."))
            .IsWellFormed()
            .Must(content => !MessageContent.IsBlank(content!))
            .WithMessage("A message must not be empty or only white space.");
}
