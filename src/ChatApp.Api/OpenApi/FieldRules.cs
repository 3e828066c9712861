using ChatApp.Api.Controllers;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Adds the limits of request members to the schema, from the validation rules. In the code all members may be null, so
/// that a missing member gets a validation error; on the wire most of them are required.
/// </summary>
internal sealed class FieldRules : IOpenApiSchemaTransformer
{
    private static readonly OpenApiSchema AnyJson = new();

    private static readonly HashSet<(Type, string)> Optional =
    [
        (typeof(LogInBody), "refresh_token"),
        (typeof(RefreshBody), "request_id"),
        (typeof(SendMessageBody), "client_message_id"),
        (typeof(SendMessageBody), "reply_to_id"),
        (typeof(SendMessageBody), "data"),
        (typeof(EditMessageBody), "data"),
        (typeof(UpdateAccountBody), "display_name"),
        (typeof(CloseAccountBody), "erase_messages"),
        (typeof(UpdateConversationBody), "archived"),
        (typeof(UpdateConversationBody), "muted"),
        (typeof(UpdateConversationBody), "pinned"),
    ];

    private static readonly Dictionary<(Type, string), Action<OpenApiSchema>> Rules = new()
    {
        [(typeof(RegisterBody), "username")] =
            Length(Username.MinLength, Username.MaxLength) + (schema => schema.Pattern = "^[A-Za-z0-9_.-]+$"),
        [(typeof(RegisterBody), "email")] = Length(3, EmailAddress.MaxLength) + (schema => schema.Format = "email"),
        [(typeof(RegisterBody), "password")] = Length(Password.MinLength, Password.MaxLength),
        [(typeof(ChangePasswordBody), "new_password")] = Length(Password.MinLength, Password.MaxLength),
        [(typeof(SendMessageBody), "content")] = Length(1, MessageContent.MaxLength),
        [(typeof(EditMessageBody), "content")] = Length(1, MessageContent.MaxLength),
        [(typeof(UpdateAccountBody), "display_name")] = Length(1, User.DisplayNameMaxLength),
    };

    public async Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (context.JsonPropertyInfo is null && type.IsSubclassOf(typeof(RequestBody)))
        {
            var members = schema.Properties ?? new Dictionary<string, IOpenApiSchema>();
            schema.Required = members.Keys.Where(name => !Optional.Contains((type, name))).ToHashSet();
            foreach (var name in schema.Required)
            {
                ((OpenApiSchema)members[name]).Type &= ~JsonSchemaType.Null;
            }

            foreach (var (name, member) in members)
            {
                if (Rules.TryGetValue((type, name), out var limit))
                {
                    limit((OpenApiSchema)member);
                }
            }
        }

        // These use converters, so the generator does not know their JSON type.
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | (type == typeof(DateTimeOffset) ? 0 : JsonSchemaType.Null);
        }
        else if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(MessageData) && schema != AnyJson)
        {
            // The generator then calls this for the members too, with the type of the object.
            (schema.Type, schema.AdditionalProperties) = (JsonSchemaType.Object, AnyJson);
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var value = type.GenericTypeArguments[0];
            var notNull = Nullable.GetUnderlyingType(value);
            var known = await context.GetOrCreateSchemaAsync(notNull ?? value, null, cancellationToken);
            schema.Type = known.Type | (notNull is null ? 0 : JsonSchemaType.Null);
            (schema.Format, schema.AdditionalProperties) = (known.Format, known.AdditionalProperties);
        }
    }

    private static Action<OpenApiSchema> Length(int min, int max) =>
        schema => (schema.MinLength, schema.MaxLength) = (min, max);
}
