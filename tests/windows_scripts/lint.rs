//! What can be said of a PowerShell script without running it.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::{Node, Parser, Tree};

/// Commands that the machine has, with those of their parameters that we use. `*` stands for
/// arguments without a name. Source: Microsoft's module reference for Windows Server 2022.
const COMMANDS: &[(&str, &[&str])] = &[
    ("Add-MpPreference", &["-ExclusionPath", "-ErrorAction"]),
    ("Add-Member", &["-NotePropertyName", "-NotePropertyValue"]),
    ("Add-Type", &["-AssemblyName"]),
    ("ConvertFrom-Json", &["*"]),
    ("ConvertTo-Json", &["*"]),
    ("ForEach-Object", &["*"]),
    (
        "Get-ChildItem",
        &["*", "-Recurse", "-Depth", "-File", "-Directory"],
    ),
    ("Get-CimInstance", &["*", "-Filter"]),
    ("Get-Date", &["*"]),
    ("Get-FileHash", &["*", "-Algorithm"]),
    ("Get-Item", &["*", "-LiteralPath"]),
    ("Get-LocalUser", &["-Name", "-ErrorAction"]),
    ("Get-NetFirewallRule", &["-Group", "-ErrorAction"]),
    ("Get-NetIPAddress", &["-AddressFamily"]),
    ("Get-Process", &["*", "-ErrorAction"]),
    ("Get-ScheduledTask", &["-TaskName", "-ErrorAction"]),
    ("Get-ScheduledTaskInfo", &["-TaskName", "-ErrorAction"]),
    (
        "Invoke-RestMethod",
        &[
            "*",
            "-UseBasicParsing",
            "-Method",
            "-Headers",
            "-TimeoutSec",
        ],
    ),
    (
        "New-LocalUser",
        &[
            "-Name",
            "-Password",
            "-PasswordNeverExpires",
            "-UserMayNotChangePassword",
            "-AccountNeverExpires",
            "-Description",
            "-ErrorAction",
        ],
    ),
    (
        "New-NetFirewallRule",
        &[
            "-DisplayName",
            "-Group",
            "-Direction",
            "-Action",
            "-Protocol",
            "-LocalPort",
            "-LocalUser",
            "-RemoteAddress",
            "-ErrorAction",
        ],
    ),
    ("New-Object", &["*"]),
    ("New-ScheduledTaskAction", &["-Execute", "-Argument"]),
    (
        "New-ScheduledTaskPrincipal",
        &["-UserId", "-LogonType", "-RunLevel"],
    ),
    (
        "New-ScheduledTaskSettingsSet",
        &[
            "-ExecutionTimeLimit",
            "-Priority",
            "-RestartCount",
            "-RestartInterval",
            "-MultipleInstances",
            "-StartWhenAvailable",
        ],
    ),
    (
        "New-ScheduledTaskTrigger",
        &["-AtStartup", "-Once", "-At", "-RepetitionInterval"],
    ),
    ("New-TimeSpan", &["-Minutes"]),
    (
        "Register-ScheduledTask",
        &[
            "-TaskName",
            "-Action",
            "-Trigger",
            "-Principal",
            "-Settings",
            "-Force",
            "-ErrorAction",
        ],
    ),
    ("Measure-Command", &["*"]),
    ("Remove-Item", &["*", "-Recurse", "-Force"]),
    ("Remove-MpPreference", &["-ExclusionPath", "-ErrorAction"]),
    ("Remove-NetFirewallRule", &["-Group", "-ErrorAction"]),
    (
        "Select-Object",
        &["-First", "-Last", "-Skip", "-Unique", "*"],
    ),
    (
        "Set-ItemProperty",
        &["-Path", "-Name", "-Value", "-Type", "-ErrorAction"],
    ),
    ("Sort-Object", &["*", "-Descending"]),
    ("Start-ScheduledTask", &["-TaskName", "-ErrorAction"]),
    ("Stop-Process", &["-Force", "-ErrorAction"]),
    ("Stop-ScheduledTask", &["-TaskName", "-ErrorAction"]),
    ("Start-Sleep", &["-Seconds", "-Milliseconds"]),
    ("Test-Path", &["*", "-LiteralPath", "-PathType"]),
    ("Where-Object", &["*"]),
    ("Write-Output", &["*"]),
    ("icacls.exe", &["*"]),
    ("reg.exe", &["*"]),
    ("taskkill.exe", &["*"]),
    ("secedit.exe", &["*"]),
    ("shutdown.exe", &["*"]),
    (
        "powershell.exe",
        &[
            "-NoProfile",
            "-NonInteractive",
            "-ExecutionPolicy",
            "-File",
            "-Run",
            "*",
        ],
    ),
];

/// Types and static members of .NET Framework 4.8 that we use.
const TYPES: &[&str] = &[
    "[BitConverter]::ToString",
    "[Console]::Error",
    "[Console]::Out",
    "[Console]::OutputEncoding",
    "[Convert]::FromBase64String",
    "[Convert]::ToBase64String",
    "[Convert]::ToByte",
    "[DateTime]",
    "[DateTime]::UtcNow",
    "[Diagnostics.Stopwatch]::StartNew",
    "[Environment]::NewLine",
    "[Guid]::NewGuid",
    "[IO.Compression.ZipArchiveMode]::Create",
    "[IO.Compression.ZipFileExtensions]::ExtractToFile",
    "[IO.Compression.ZipFile]::CreateFromDirectory",
    "[IO.Compression.ZipFile]::OpenRead",
    "[IO.Directory]::CreateDirectory",
    "[IO.Directory]::Delete",
    "[IO.Directory]::Exists",
    "[IO.Directory]::Move",
    "[IO.FileAccess]::Read",
    "[IO.FileAccess]::Write",
    "[IO.FileAttributes]::ReparsePoint",
    "[IO.FileMode]::Append",
    "[IO.FileMode]::Create",
    "[IO.FileMode]::Open",
    "[IO.FileShare]",
    "[IO.FileShare]::Read",
    "[IO.File]::AppendAllText",
    "[IO.File]::Copy",
    "[IO.File]::Delete",
    "[IO.File]::Exists",
    "[IO.File]::GetAttributes",
    "[IO.File]::Move",
    "[IO.File]::Open",
    "[IO.File]::ReadAllBytes",
    "[IO.File]::ReadAllLines",
    "[IO.File]::ReadAllText",
    "[IO.File]::Replace",
    "[IO.File]::WriteAllBytes",
    "[IO.File]::WriteAllLines",
    "[IO.File]::WriteAllText",
    "[IO.InvalidDataException]",
    "[IO.Path]::Combine",
    "[IO.Path]::DirectorySeparatorChar",
    "[IO.Path]::GetDirectoryName",
    "[IO.Path]::GetFileName",
    "[IO.Path]::GetFullPath",
    "[IO.Path]::GetPathRoot",
    "[IO.Path]::GetTempPath",
    "[Math]::Floor",
    "[Math]::Max",
    "[Math]::Min",
    "[Microsoft.Win32.RegistryKeyPermissionCheck]::ReadWriteSubTree",
    "[Microsoft.Win32.RegistryOptions]::Volatile",
    "[Microsoft.Win32.Registry]::LocalMachine",
    "[Net.IPAddress]::Any",
    "[Net.IPAddress]::Loopback",
    "[Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties",
    "[Net.NetworkInformation.NetworkInterfaceType]::Loopback",
    "[Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces",
    "[Net.SecurityProtocolType]::Tls12",
    "[Net.ServicePointManager]::SecurityProtocol",
    "[Net.WebRequest]::Create",
    "[NullString]::Value",
    "[PowerShell]::Create",
    "[Security.Cryptography.RandomNumberGenerator]::Create",
    "[StringComparison]::Ordinal",
    "[StringComparison]::OrdinalIgnoreCase",
    "[Text.Encoding]::ASCII",
    "[Text.Encoding]::GetEncoding",
    "[Text.Encoding]::UTF8",
    "[Text.Encoding]::Unicode",
    "[Threading.Thread]::Sleep",
    "[TimeSpan]::Zero",
    "[byte[]]",
    "[char[]]",
    "[bool]",
    "[char]",
    "[double]",
    "[hashtable]",
    "[int]",
    "[long]",
    "[ref]",
    "[regex]::Escape",
    "[regex]::Match",
    "[regex]::Matches",
    "[regex]::Replace",
    "[scriptblock]",
    "[string[]]",
    "[string]",
    "[switch]",
    "[void]",
    "Collections.ArrayList",
    "Collections.Generic.List[string]",
    "IO.Compression.ZipArchive",
    "IO.DriveInfo",
    "IO.InvalidDataException",
    "IO.StreamReader",
    "IO.StreamWriter",
    "Net.Sockets.TcpClient",
    "Net.IPEndPoint",
    "Net.Sockets.TcpListener",
    "Net.Sockets.UdpClient",
    "Net.WebClient",
    "Security.SecureString",
    "Text.RegularExpressions.Regex",
    "byte[]",
];

/// What PowerShell itself assigns.
const AUTOMATIC: &[&str] = &[
    "$_",
    "$null",
    "$true",
    "$false",
    "$args",
    "$input",
    "$psscriptroot",
    "$psversiontable",
    "$lastexitcode",
    "$matches",
    "$pid",
    "$erroractionpreference",
    "$global:erroractionpreference",
    "$global:progresspreference",
    // The state of this folder's own stand-ins.
    "$global:failed",
    "$global:machine",
];

/// Functions that may be called with fewer arguments than they have parameters.
const OPTIONAL: &[(&str, usize)] = &[("save-phase", 2)];

/// Whether this is a command of the machine's, which a stand-in may go by the name of.
pub(crate) fn is_command(name: &str) -> bool {
    COMMANDS
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// What scripts may refer to beyond themselves; all names in lower case, variables with their `$`.
#[derive(Default)]
pub(crate) struct Names {
    /// Functions and how many parameters they have.
    pub(crate) functions: BTreeMap<String, usize>,
    /// The members of the objects that are handed around under a fixed name.
    pub(crate) members: BTreeMap<&'static str, BTreeSet<String>>,
}

/// A parsed script.
pub(crate) struct Script<'a> {
    text: &'a str,
    tree: Tree,
}

impl<'a> Script<'a> {
    /// Parses a script.
    pub(crate) fn parse(text: &'a str) -> Self {
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_powershell::LANGUAGE.into())
            .expect("the grammar fits the parser");
        let tree = parser.parse(text, None).expect("no time limit was set");
        Self { text, tree }
    }

    /// Its functions' names and how many parameters they have.
    pub(crate) fn functions(&self) -> BTreeMap<String, usize> {
        self.of_kind("function_statement")
            .map(|it| (self.function_name(it), parameters(it).len()))
            .collect()
    }

    /// The keys of the hash tables in a function.
    pub(crate) fn keys_in(&self, function: &str) -> BTreeSet<String> {
        self.of_kind("function_statement")
            .filter(|it| self.function_name(*it) == function)
            .flat_map(below)
            .filter(|it| it.kind() == "key_expression")
            .map(|it| self.lower(it))
            .collect()
    }

    /// The literal strings in a function.
    pub(crate) fn strings_in(&self, function: &str) -> BTreeSet<String> {
        self.of_kind("function_statement")
            .filter(|it| self.function_name(*it) == function)
            .flat_map(below)
            .filter(|it| it.kind() == "verbatim_string_characters")
            .map(|it| self.text[it.byte_range()].trim_matches('\'').to_owned())
            .collect()
    }

    /// Everything that is wrong with it, each with its line.
    pub(crate) fn faults(&self, names: &Names) -> Vec<String> {
        let mut faults = Vec::new();
        for node in below(self.tree.root_node()) {
            if let Some(fault) = self.fault(node, names) {
                let line = node.start_position().row + 1;
                faults.push(format!("line {line}: {fault}"));
            }
        }
        let scopes = self.of_kind("function_statement");
        for scope in scopes.chain([self.tree.root_node()]) {
            faults.extend(self.variable_faults(scope));
        }
        faults
    }

    fn fault(&self, node: Node<'a>, names: &Names) -> Option<String> {
        let text = self.lower(node);
        if node.is_error() || node.is_missing() {
            return Some(format!("syntax: {text}"));
        }
        match node.kind() {
            "&&" | "||" => Some(format!("PowerShell 7 only: {text}")),
            "braced_variable" => Some(format!("not in our style: {text}")),
            "comment" if text.starts_with("<#") => {
                Some("a block comment would survive the stripping in part".to_owned())
            }
            "string_literal" if text.contains('\n') => {
                Some("a string over several lines would be stripped of lines".to_owned())
            }
            "variable" if text.contains(':') && !text.starts_with("$global:") => {
                Some(format!("a colon is taken for a scope: {text}"))
            }
            "variable" if self.in_string(node) && self.text[node.end_byte()..].starts_with(':') => {
                Some(format!("a colon after a variable in a string: {text}"))
            }
            "command" => self.command_fault(node, names),
            "type_literal" => self.type_fault(node),
            "member_access" => self.member_fault(node, names),
            _ => None,
        }
    }

    fn command_fault(&self, node: Node<'a>, names: &Names) -> Option<String> {
        let operator = child_of_kind(node, "command_invokation_operator");
        if let Some(operator) = operator {
            // The second is how a command from outside reaches them.
            let ours = ["\"$psscriptroot/", r"'c:\ac-deploy\common.ps1'"];
            let text = self.lower(node);
            let dot = self.lower(operator) == "." && ours.iter().any(|it| text.contains(it));
            return (!dot).then(|| format!("an invocation of something: {}", self.lower(node)));
        }
        let Some(name) = child_of_kind(node, "command_name") else {
            return Some(format!("a command without a name: {}", self.lower(node)));
        };
        let name = &self.text[name.byte_range()];
        let elements = child_of_kind(node, "command_elements");
        let arguments: Vec<Node<'a>> = elements
            .into_iter()
            .flat_map(children)
            .filter(|it| it.kind() != "command_argument_sep")
            .collect();
        let own = name.to_lowercase();
        if let Some(&parameters) = names.functions.get(&own) {
            let least = OPTIONAL
                .iter()
                .find_map(|(it, least)| (*it == own).then_some(*least))
                .unwrap_or(parameters);
            let given = arguments.len();
            return (!(least..=parameters).contains(&given))
                .then(|| format!("{name} takes {parameters} arguments and gets {given}"));
        }
        let Some((_, known)) = COMMANDS.iter().find(|(it, _)| *it == name) else {
            return Some(format!("unknown command {name}"));
        };
        for argument in arguments {
            let text = &self.text[argument.byte_range()];
            let is_name = argument.kind() == "command_parameter";
            if is_name && !known.contains(&text) {
                return Some(format!("unknown parameter {name} {text}"));
            }
            let object = name == "New-Object" && argument.kind() == "generic_token";
            if object && !TYPES.contains(&text) {
                return Some(format!("unknown type {text}"));
            }
        }
        let named = known.iter().any(|it| *it != "*");
        let bare = elements.is_some_and(|it| self.has_bare_argument(it));
        (named && bare && !known.contains(&"*")).then(|| format!("{name} gets an unnamed argument"))
    }

    /// Whether the first argument stands without a parameter's name.
    fn has_bare_argument(&self, elements: Node<'a>) -> bool {
        children(elements)
            .into_iter()
            .find(|it| it.kind() != "command_argument_sep")
            .is_some_and(|it| it.kind() != "command_parameter")
    }

    fn type_fault(&self, node: Node<'a>) -> Option<String> {
        let mut text = self.text[node.byte_range()].to_owned();
        let rest = &self.text[node.end_byte()..];
        if let Some(member) = rest.strip_prefix("::") {
            let end = member
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(member.len());
            text = format!("{text}::{}", &member[..end]);
        }
        (!TYPES.contains(&text.as_str())).then(|| format!("unknown type or member {text}"))
    }

    fn member_fault(&self, node: Node<'a>, names: &Names) -> Option<String> {
        let object = self.lower(node.child(0)?);
        let member = self.lower(child_of_kind(node, "member_name")?);
        let known = names.members.get(object.as_str())?;
        (!known.contains(&member)).then(|| format!("{object} has no {member}"))
    }

    /// Variables that are read before anything assigned them, or assigned and never read. Reads
    /// see the assignments of their own function only, and what the script takes as parameters.
    fn variable_faults(&self, scope: Node<'a>) -> Vec<String> {
        let mut assigned: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = BTreeSet::new();
        let mut faults = Vec::new();
        if let Some(block) = child_of_kind(self.tree.root_node(), "param_block") {
            assigned.extend(self.variables(block).map(|(name, _)| (name, 0)));
            read.extend(assigned.keys().cloned());
        }
        for parameter in parameters(scope) {
            assigned.extend(self.variables(parameter).map(|(name, _)| (name, 0)));
        }
        for node in within(scope) {
            let target = match node.kind() {
                "left_assignment_expression" => Some(node),
                "foreach_statement" => child_of_kind(node, "variable"),
                _ => None,
            };
            let target = target.filter(|it| self.is_plain_variable(*it));
            if let Some(target) = target {
                let at = target.start_byte();
                assigned.entry(self.lower(target)).or_insert(at);
            }
        }
        let targets: BTreeSet<usize> = assigned.values().copied().collect();
        for node in within(scope)
            .into_iter()
            .filter(|it| it.kind() == "variable")
        {
            let name = self.lower(node);
            if AUTOMATIC.contains(&name.as_str()) {
                continue;
            }
            let at = node.start_byte();
            match assigned.get(&name) {
                Some(first) if *first <= at => {}
                _ => faults.push(format!(
                    "line {}: {name} is read before it is assigned",
                    node.start_position().row + 1
                )),
            }
            if !targets.contains(&at) {
                read.insert(name);
            }
        }
        for name in assigned.keys().filter(|it| !read.contains(*it)) {
            if !AUTOMATIC.contains(&name.as_str()) {
                faults.push(format!("{name} is assigned and never read"));
            }
        }
        faults
    }

    fn variables(&self, node: Node<'a>) -> impl Iterator<Item = (String, usize)> {
        below(node)
            .into_iter()
            .filter(|it| it.kind() == "variable")
            .map(|it| (self.lower(it), it.start_byte()))
    }

    fn is_plain_variable(&self, node: Node<'a>) -> bool {
        let text = self.lower(node);
        text.starts_with('$') && text[1..].bytes().all(|b| b.is_ascii_alphanumeric())
    }

    fn in_string(&self, node: Node<'a>) -> bool {
        node.parent()
            .is_some_and(|it| it.kind() == "expandable_string_literal")
    }

    fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = Node<'_>> {
        below(self.tree.root_node())
            .into_iter()
            .filter(move |it| it.kind() == kind)
    }

    fn function_name(&self, function: Node<'_>) -> String {
        child_of_kind(function, "function_name").map_or_else(String::new, |it| self.lower(it))
    }

    fn lower(&self, node: Node<'_>) -> String {
        self.text[node.byte_range()].to_lowercase()
    }
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

fn child_of_kind<'a>(node: Node<'a>, kind: &str) -> Option<Node<'a>> {
    children(node).into_iter().find(|it| it.kind() == kind)
}

/// A node and everything below it, in the order of the text.
fn below(node: Node<'_>) -> Vec<Node<'_>> {
    let mut all = vec![node];
    all.extend(children(node).into_iter().flat_map(below));
    all
}

/// What belongs to a scope itself: not its parameters, and not the functions in it.
fn within(scope: Node<'_>) -> Vec<Node<'_>> {
    children(scope)
        .into_iter()
        .filter(|it| {
            !matches!(
                it.kind(),
                "function_statement" | "function_parameter_declaration" | "param_block"
            )
        })
        .flat_map(|it| {
            let mut all = vec![it];
            all.extend(within(it));
            all
        })
        .collect()
}

fn parameters(function: Node<'_>) -> Vec<Node<'_>> {
    child_of_kind(function, "function_parameter_declaration")
        .into_iter()
        .flat_map(below)
        .filter(|it| it.kind() == "script_parameter")
        .collect()
}
