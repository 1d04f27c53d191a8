package settings

import "keyport/assets"

// read are the variables that FromEnv looks at and that leave nothing to say.
var read = map[string]bool{
	"UPSTREAM_URL": true, "TARGET_BASE_URL": true, "OPENAI_API_BASE": true, "API_URL": true, "LOCAL_PATH_PREFIX": true,
	"LLM_PARAMS": true, "THINK_TAG": true, "THINK_END_TAG": true, "API_REQUEST_TIMEOUT": true, "https_proxy": true, "HTTPS_PROXY": true,
}

// hint says what to do instead of a variable: the sentence import.hint.<key>, with a command where that helps.
type hint struct{ key, command string }

func (h hint) sentence(variable string) string {
	return assets.T("import.hint."+h.key, "variable", variable, "command", h.command)
}

var (
	hintNone    = hint{key: "none"}
	hintPort    = hint{key: "port"}
	hintKeys    = hint{"keys", "keyport key set"}
	hintAccess  = hint{"access", "keyport client add"}
	hintOne     = hint{key: "one"}
	hintServer  = hint{key: "server"}
	hintStore   = hint{key: "store"}
	hintTokens  = hint{key: "tokens"}
	hintLog     = hint{"log", "keyport serve --log-level"}
	hintProxy   = hint{key: "proxy"}
	hintContext = hint{key: "context"}
	hintPrompts = hint{key: "prompts"}
	hintNoLog   = hint{key: "no_log"}
)

// hints say, for variables of gpt-reverse-proxy, proxy-gpt, cot_proxy, quorum
// and oai-reverse-proxy that have no counterpart, what to do instead.
var hints = map[string]hint{
	"HOST_PORT": hintPort, "PORT": hintPort, "ADDRESS": hintPort, "BIND_ADDRESS": hintPort,
	"DEBUG": hintLog, "LOG_LEVEL": hintLog,
	"no_proxy": hintProxy, "NO_PROXY": hintProxy,
	"DB_ADDRESS": hintStore, "REDIS_ADDRESS": hintStore, "DATA_DIR": hintStore,
	"OPENAI_KEY": hintKeys, "ANTHROPIC_KEY": hintKeys, "ANTHROPIC_API_KEY": hintKeys, "GOOGLE_PALM_KEY": hintKeys, "GOOGLE_AI_KEY": hintKeys, "AI21_KEY": hintKeys,
	"AWS_CREDENTIALS": hintKeys, "AZURE_CREDENTIALS": hintKeys, "MISTRAL_AI_KEY": hintKeys,
	"PROXY_KEY": hintAccess, "GATEKEEPER": hintAccess,
	"ADMIN_KEY": hintOne, "GATEKEEPER_STORE": hintOne, "FIREBASE_KEY": hintOne, "FIREBASE_RTDB_URL": hintOne, "MAX_IPS_PER_USER": hintOne,
	"MODEL_RATE_LIMIT":         {key: "per_minute"},
	"MAX_OUTPUT_TOKENS_OPENAI": hintTokens, "MAX_OUTPUT_TOKENS_ANTHROPIC": hintTokens,
	"MAX_CONTEXT_TOKENS_OPENAI": hintContext, "MAX_CONTEXT_TOKENS_ANTHROPIC": hintContext,
	"TURBO_ONLY":      {key: "models"},
	"BLOCKED_ORIGINS": {key: "origins"}, "BLOCK_MESSAGE": hintServer, "BLOCK_REDIRECT": hintServer,
	"REJECT_DISALLOWED": hintPrompts, "REJECT_MESSAGE": hintPrompts, "REJECT_SAMPLE_RATE": hintPrompts,
	"RESPONSE_ON_UNAUTHORIZED": {key: "refusal"},
	"CHECK_KEYS":               {"check", "keyport key check"},
	"QUEUE_MODE":               {key: "queue"},
	"PROMPT_LOGGING":           hintNoLog, "PROMPT_LOGGING_BACKEND": hintNoLog,
	"GOOGLE_SHEETS_KEY": hintNoLog, "GOOGLE_SHEETS_SPREADSHEET_ID": hintNoLog,
	"PROMPT_INJECTIONS": {key: "append"},
	"ALIASES":           {key: "users"},
	"SERVER_TITLE":      hintServer, "PAGE_BODY": hintServer, "QUOTA_DISPLAY_MODE": hintServer,
}
