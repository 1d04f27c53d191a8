package settings

// read are the variables that FromEnv looks at and that leave nothing to say.
var read = map[string]bool{
	"UPSTREAM_URL": true, "TARGET_BASE_URL": true, "OPENAI_API_BASE": true, "API_URL": true, "LOCAL_PATH_PREFIX": true,
	"LLM_PARAMS": true, "THINK_TAG": true, "THINK_END_TAG": true, "API_REQUEST_TIMEOUT": true, "https_proxy": true, "HTTPS_PROXY": true,
}

const (
	hintPort   = "Keyport has its own port; it is listen.port in the settings."
	hintKeys   = "give the key to an upstream with: keyport key set."
	hintAccess = "each app has its own password here; see: keyport client add."
	hintOne    = "Keyport serves one person and needs no accounts."
	hintServer = "Keyport runs on this computer and has no public page."
	hintStore  = "Keyport keeps its data in its own folder."
	hintTokens = "set max_tokens with a [[rule]]."
	hintLog    = "use keyport serve --log-level."
)

// hints say, for variables of gpt-reverse-proxy, proxy-gpt, cot_proxy, quorum
// and oai-reverse-proxy that have no counterpart, what to do instead.
var hints = map[string]string{
	"HOST_PORT": hintPort, "PORT": hintPort, "ADDRESS": hintPort, "BIND_ADDRESS": hintPort,
	"DEBUG": hintLog, "LOG_LEVEL": hintLog,
	"no_proxy": "set proxy = \"none\" for an upstream that needs no proxy.", "NO_PROXY": "set proxy = \"none\" for an upstream that needs no proxy.",
	"DB_ADDRESS": hintStore, "REDIS_ADDRESS": hintStore, "DATA_DIR": hintStore,
	"OPENAI_KEY": hintKeys, "ANTHROPIC_KEY": hintKeys, "ANTHROPIC_API_KEY": hintKeys, "GOOGLE_PALM_KEY": hintKeys, "GOOGLE_AI_KEY": hintKeys, "AI21_KEY": hintKeys,
	"AWS_CREDENTIALS": hintKeys, "AZURE_CREDENTIALS": hintKeys, "MISTRAL_AI_KEY": hintKeys,
	"PROXY_KEY": hintAccess, "GATEKEEPER": hintAccess,
	"ADMIN_KEY": hintOne, "GATEKEEPER_STORE": hintOne, "FIREBASE_KEY": hintOne, "FIREBASE_RTDB_URL": hintOne, "MAX_IPS_PER_USER": hintOne,
	"MODEL_RATE_LIMIT":         "limits.per_minute in the settings does this.",
	"MAX_OUTPUT_TOKENS_OPENAI": hintTokens, "MAX_OUTPUT_TOKENS_ANTHROPIC": hintTokens,
	"MAX_CONTEXT_TOKENS_OPENAI": "say it with a [[model]] and context.", "MAX_CONTEXT_TOKENS_ANTHROPIC": "say it with a [[model]] and context.",
	"TURBO_ONLY":      "name the models of an upstream with its models list.",
	"BLOCKED_ORIGINS": "every web page is refused unless an app lists its origin.", "BLOCK_MESSAGE": hintServer, "BLOCK_REDIRECT": hintServer,
	"REJECT_DISALLOWED": "Keyport does not read prompts.", "REJECT_MESSAGE": "Keyport does not read prompts.", "REJECT_SAMPLE_RATE": "Keyport does not read prompts.",
	"RESPONSE_ON_UNAUTHORIZED": "a refused request gets a plain error.",
	"CHECK_KEYS":               "check a key with: keyport key check.",
	"QUEUE_MODE":               "limits.in_flight in the settings says how many requests run at once.",
	"PROMPT_LOGGING":           "Keyport keeps no prompts.", "PROMPT_LOGGING_BACKEND": "Keyport keeps no prompts.",
	"GOOGLE_SHEETS_KEY": "Keyport keeps no prompts.", "GOOGLE_SHEETS_SPREADSHEET_ID": "Keyport keeps no prompts.",
	"PROMPT_INJECTIONS": "to add text to a message, use append in a [[rule]].",
	"ALIASES":           "Keyport has no list of users; for model names, use [[alias]].",
	"SERVER_TITLE":      hintServer, "PAGE_BODY": hintServer, "QUOTA_DISPLAY_MODE": hintServer,
}
